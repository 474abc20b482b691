import { createHash, randomBytes } from 'node:crypto';

/** Kinds of frames. @see https://www.rfc-editor.org/rfc/rfc6455#section-5.2 */
export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** A message of a WebSocket, put together from its frames. */
export interface Message {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** Most bytes of a message; kubelets send 32 KiB at a time. */
const MESSAGE_LIMIT = 16 * 1024 * 1024;

/** A key for an upgrade, and the answer that a server which understands it gives. */
export function handshake(): { readonly key: string; readonly accept: string } {
  const key = randomBytes(16).toString('base64');
  return { key, accept: createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64') };
}

/** A frame as a client sends it: whole, and masked. */
export function clientFrame(opcode: number, payload: Buffer, mask: Buffer = randomBytes(4)): Buffer {
  const { length } = payload;
  const extended = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const head = Buffer.alloc(2 + extended);
  head[0] = 0x80 | opcode;
  head[1] = 0x80 | (extended === 0 ? length : extended === 2 ? 126 : 127);
  if (extended === 2) head.writeUInt16BE(length, 2);
  if (extended === 8) head.writeBigUInt64BE(BigInt(length), 2);
  const masked = Buffer.from(payload);
  for (let index = 0; index < length; index += 1) masked[index] = (masked[index] ?? 0) ^ (mask[index % 4] ?? 0);
  return Buffer.concat([head, mask, masked]);
}

/** Reads what a server sends, however it is cut. */
export class FrameReader {
  private rest: Buffer = Buffer.alloc(0);
  private begun: { opcode: number; parts: Buffer[]; length: number } | undefined;

  /** The messages that are whole by now. @throws Error for what no server sends */
  push(chunk: Buffer): Message[] {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const messages: Message[] = [];
    for (let frame = this.next(); frame !== undefined; frame = this.next()) {
      const message = this.join(frame);
      if (message !== undefined) messages.push(message);
    }
    return messages;
  }

  private next(): { final: boolean; opcode: number; payload: Buffer } | undefined {
    const { rest } = this;
    if (rest.length < 2) return undefined;
    const [first, second] = [rest.readUInt8(0), rest.readUInt8(1)];
    if ((first & 0x70) !== 0 || (second & 0x80) !== 0) throw new Error('The server does not keep to the WebSocket protocol.');
    const short = second & 0x7f;
    const start = 2 + (short === 126 ? 2 : short === 127 ? 8 : 0);
    if (rest.length < start) return undefined;
    const length = short === 126 ? rest.readUInt16BE(2) : short === 127 ? Number(rest.readBigUInt64BE(2)) : short;
    if (length > MESSAGE_LIMIT) throw new Error('The server sent a message that is too large.');
    if (rest.length < start + length) return undefined;
    this.rest = rest.subarray(start + length);
    return { final: (first & 0x80) !== 0, opcode: first & 0x0f, payload: rest.subarray(start, start + length) };
  }

  /** Frames that control the connection may come between the parts of a message. */
  private join({ final, opcode, payload }: { final: boolean; opcode: number; payload: Buffer }): Message | undefined {
    if (opcode >= OPCODE.close) return { opcode, payload };
    const begun = opcode === OPCODE.continuation ? this.begun : { opcode, parts: [], length: 0 };
    if (begun === undefined) throw new Error('The server does not keep to the WebSocket protocol.');
    begun.parts.push(payload);
    begun.length += payload.length;
    if (begun.length > MESSAGE_LIMIT) throw new Error('The server sent a message that is too large.');
    this.begun = final ? undefined : begun;
    return final ? { opcode: begun.opcode, payload: Buffer.concat(begun.parts) } : undefined;
  }
}
