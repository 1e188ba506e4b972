// `--listen` and `--token`, of every command that serves.
export const listenFlag = {
  fromProject: false,
  type: 'string',
  default: '127.0.0.1:0',
  description: 'address to listen on; beyond loopback only with --token',
} as const;

export const tokenFlag = {
  fromProject: false,
  type: 'string',
  description: 'secret that every request must carry as x-turntape-token',
} as const;
