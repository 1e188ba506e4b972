// The file formats that `import` and `export` know.
import { agentTraceFormat } from '../../experiment/sources/trace-exchanges.ts';
import { claudeCodeProxyFormat } from '../../formats/claude-code-proxy.ts';
import { claudeRawBodiesFormat } from '../../formats/claude-raw-bodies.ts';
import { claudeTraceFormat } from '../../formats/claude-trace.ts';
import { codexTraceBundleFormat } from '../../formats/codex-trace-bundle.ts';
import type { ExchangeFormat, ExchangeWriter } from '../../formats/exchange-format.ts';
import { jsonlFormat } from '../../formats/exchange-jsonl.ts';
import { harFormat } from '../../formats/har.ts';
import { otlpLogsFormat } from '../../formats/otlp-logs.ts';

export const exchangeFormats: readonly ExchangeFormat[] = [
  jsonlFormat,
  harFormat,
  claudeTraceFormat,
  claudeRawBodiesFormat,
  codexTraceBundleFormat,
  claudeCodeProxyFormat,
  otlpLogsFormat,
  agentTraceFormat,
];

export const exchangeWriters: readonly ExchangeWriter[] = exchangeFormats.flatMap(
  ({ writer }) => writer ?? [],
);
