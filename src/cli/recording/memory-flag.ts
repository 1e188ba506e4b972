// `--memory`: how much memory a server may take, whatever its clients and upstreams send.
import { defaultMegabytes, leastMegabytes } from '../../sockets/memory-budgets.ts';

export const memoryFlag = {
  fromProject: false,
  hidden: true,
  type: 'number',
  range: { minimum: leastMegabytes },
  default: defaultMegabytes,
  description: `memory that it may take, MiB: what does not fit waits or is refused (at least ${leastMegabytes})`,
} as const;
