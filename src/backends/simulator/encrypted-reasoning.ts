// Encrypted content of reasoning items: truly encrypted (AES-256-GCM under the account's key), in
// the outer shape of the real thing, base64url of 0x80, an 8-byte time, a 16-byte IV, whole 16-byte
// ciphertext blocks and a 32-byte trailer. Tampering and another account's key fail.
import { createCipheriv, createDecipheriv, createSecretKey, hash } from 'node:crypto';
import { encryptedChars } from '../../cache-model/render-prompt.ts';
import type { ReasoningContent } from '../../domain/reasoning-content.ts';
import type { SimulatorParameters } from '../../profiles/simulator-parameters.ts';

export interface ReasoningCodec {
  /** @param sealedAtMs wall clock, goes into the clear header as whole seconds */
  seal(content: ReasoningContent, sealedAtMs: number): string;
  /** null: not ours, another account's, tampered with, or no such format. */
  open(encryptedContent: string): ReasoningContent | null;
  /** Contents that are remembered. */
  heldItems(): number;
}

const headerBytes = 9;
const ivBytes = 16;
const tagBytes = 16;
const fingerprintBytes = 16;
/** Bytes of the plaintext that do not grow with the reasoning: three for four characters. */
const besideBytes =
  (encryptedChars.beside * 3) / 4 - headerBytes - ivBytes - tagBytes - fingerprintBytes;

function derive(purpose: string, secret: string): Buffer {
  return hash('sha256', `${purpose}\u0000${secret}`, 'buffer');
}

/**
 * @param secret seed, account and epoch: the key is derived from it
 * @param parameters size of the plaintext, so that the size on the wire is plausible; and how many
 *   opened contents are remembered, since every request repeats them
 */
export function createReasoningCodec(
  secret: string,
  {
    reasoning_bytes_per_token,
    memory_reasoning_items,
  }: Pick<SimulatorParameters, 'reasoning_bytes_per_token' | 'memory_reasoning_items'>,
): ReasoningCodec {
  // A key object is prepared once; raw bytes are prepared again for every cipher.
  const key = createSecretKey(derive('key', secret));
  const fingerprint = derive('fingerprint', secret).subarray(0, fingerprintBytes);
  const opened = new Map<string, ReasoningContent | null>();
  // Apart from what was opened: that is found by the request's own string, which the next request
  // repeats, without comparing it.
  const sealed = new Map<string, ReasoningContent>();
  const open = (encryptedContent: string): ReasoningContent | null => {
    const own = sealed.get(encryptedContent);
    if (own === undefined) return decrypt(encryptedContent);
    sealed.delete(encryptedContent);
    return own;
  };

  const decrypt = (encryptedContent: string): ReasoningContent | null => {
    if (!/^gAAAA[\w-]+={0,2}$/.test(encryptedContent)) return null;
    const bytes = Buffer.from(encryptedContent, 'base64url');
    // A lenient decoder would let some changed last characters pass.
    if (bytes.toString('base64url') !== encryptedContent.replace(/=+$/, '')) return null;
    const bodyEnd = bytes.length - tagBytes - fingerprintBytes;
    if (bodyEnd <= headerBytes + ivBytes) return null;
    if (!bytes.subarray(bodyEnd + tagBytes).equals(fingerprint)) return null;
    const decipher = createDecipheriv(
      'aes-256-gcm',
      key,
      bytes.subarray(headerBytes, headerBytes + ivBytes),
    );
    decipher.setAAD(bytes.subarray(0, headerBytes));
    decipher.setAuthTag(bytes.subarray(bodyEnd, bodyEnd + tagBytes));
    try {
      const plain = Buffer.concat([
        decipher.update(bytes.subarray(headerBytes + ivBytes, bodyEnd)),
        decipher.final(),
      ]);
      // Authenticated by the tag: only `seal` wrote this.
      return JSON.parse(plain.toString('utf8')) as ReasoningContent;
    } catch {
      return null; // the tag does not fit
    }
  };

  return {
    seal(content, sealedAtMs) {
      const { identity, tokens, history, model } = content;
      // Without a history and a model the plaintext is what it always was.
      const json = JSON.stringify({ identity, tokens, history, model });
      const size = Math.max(json.length, besideBytes + tokens * reasoning_bytes_per_token);
      const header = Buffer.alloc(headerBytes);
      header[0] = 0x80;
      header.writeBigUInt64BE(BigInt(Math.max(0, Math.floor(sealedAtMs / 1000))), 1);
      // One identity is sealed once per key: a derived IV keeps equal seeds byte-equal.
      const iv = derive('iv', `${secret}\u0000${identity}`).subarray(0, ivBytes);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      cipher.setAAD(header);
      const body = Buffer.concat([
        cipher.update(json.padEnd(Math.ceil(size / 16) * 16), 'utf8'),
        cipher.final(),
      ]);
      const bytes = Buffer.concat([header, iv, body, cipher.getAuthTag(), fingerprint]);
      const encryptedContent = bytes.toString('base64url');
      if (sealed.size >= memory_reasoning_items) sealed.clear();
      sealed.set(encryptedContent, content);
      return encryptedContent;
    },
    open(encryptedContent) {
      const known = opened.get(encryptedContent);
      if (known !== undefined) return known;
      if (opened.size >= memory_reasoning_items) opened.clear();
      const content = open(encryptedContent);
      opened.set(encryptedContent, content);
      return content;
    },
    heldItems: () => opened.size + sealed.size,
  };
}
