// Answers to upgrades that are not forwarded.
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Refusal } from '../lib/admission.ts';
import { closeWhenRead } from '../sockets/read-on.ts';
import { errorBody } from './error-answer.ts';
import { rawHead } from './raw-answer.ts';

/** 426 makes Codex fall back to HTTP at once; a 404 would cost it seven attempts. */
export function refuseUpgrade(socket: Socket, target: string, { status, message }: Refusal): void {
  const body = errorBody(target, status, message);
  const head = rawHead(status, STATUS_CODES[status] ?? '', [
    ['Content-Type', 'application/json'],
    ['Content-Length', String(Buffer.byteLength(body))],
    ['Connection', 'close'],
  ]);
  closeWhenRead(socket, head + body);
}
