import fc from 'fast-check';
import { clientFrame, FrameReader, type Message, OPCODE } from '../../../cli/kube/websocket';

/** A frame as a server sends it. */
function serverFrame(opcode: number, payload: Uint8Array, final = true): Buffer {
  const { length } = payload;
  const head = length < 126 ? [length] : length < 65_536 ? [126, length >> 8, length & 255] : [127, 0, 0, 0, 0, length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255];
  return Buffer.concat([Buffer.from([(final ? 0x80 : 0) | opcode, ...head]), payload]);
}

/** The same bytes, cut where it happens to be. */
function read(bytes: Buffer, cuts: readonly number[]): Message[] {
  const reader = new FrameReader();
  const places = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort((one, other) => one - other);
  return places.flatMap((place, index) => reader.push(bytes.subarray(place, places[index + 1] ?? place)));
}

const payload = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 65_530, max: 65_545 }).map((length) => new Uint8Array(length).fill(7)));
const cuts = fc.array(fc.nat(), { maxLength: 8 });

test('messages are the same however they are cut, in frames and on their way', () => {
  const message = fc.record({ parts: fc.array(payload, { minLength: 1, maxLength: 3 }), ping: fc.boolean() });
  fc.assert(
    fc.property(fc.array(message, { maxLength: 4 }), cuts, (messages, places) => {
      const frames = messages.flatMap(({ parts, ping }) => [
        ...parts.map((part, index) => serverFrame(index === 0 ? OPCODE.binary : OPCODE.continuation, part, index === parts.length - 1)),
        ...(ping ? [serverFrame(OPCODE.ping, Buffer.from('here?'))] : []),
      ]);
      const expected = messages.flatMap(({ parts, ping }) => [{ opcode: OPCODE.binary, payload: Buffer.concat(parts) }, ...(ping ? [{ opcode: OPCODE.ping, payload: Buffer.from('here?') }] : [])]);
      const found = read(Buffer.concat(frames), places);
      expect(found.length).toBe(expected.length);
      expect(found.every(({ opcode, payload: bytes }, index) => opcode === expected[index]?.opcode && bytes.equals(expected[index].payload))).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test('what a client sends is masked, and whole', () => {
  fc.assert(
    fc.property(payload, fc.uint8Array({ minLength: 4, maxLength: 4 }), (bytes, mask) => {
      const frame = clientFrame(OPCODE.binary, Buffer.from(bytes), Buffer.from(mask));
      const masked = frame.subarray(frame.length - bytes.length);
      expect(frame.readUInt8(1) & 0x80).toBe(0x80);
      expect(masked.every((byte, index) => (byte ^ (mask[index % 4] as number)) === bytes[index])).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test.each([
  ['a masked frame', Buffer.from([0x82, 0x81, 0, 0, 0, 0, 0])],
  ['an extension that nobody agreed to', Buffer.from([0xc2, 0])],
  ['a part of nothing', Buffer.from([0x80, 0])],
  ['more than there is memory for', Buffer.from([0x82, 127, 0, 0, 0xff, 0, 0, 0, 0, 0])],
])('%s is refused', (_title, bytes) => {
  expect(() => new FrameReader().push(bytes)).toThrow(/^The server /);
});
