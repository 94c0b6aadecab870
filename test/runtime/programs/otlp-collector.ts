import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as a collector receives it. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty where the span has no parent. */
  readonly parentId: string;
  readonly name: string;
  readonly service: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Why it failed; undefined where it did not. */
  readonly failure: string | undefined;
}

/** Stands in for a collector: OTLP over HTTP, in protobuf, of which it knows what tests look at. */
export class OtlpCollector {
  public readonly spans: ReceivedSpan[] = [];

  private constructor(private readonly server: Server) {}

  public static async start(): Promise<OtlpCollector> {
    const server = createServer();
    const collector = new OtlpCollector(server);
    server.on('request', async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      if (request.url === '/v1/traces') collector.spans.push(...spansIn(Buffer.concat(chunks)));
      response.writeHead(request.url === '/v1/traces' ? 200 : 404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return collector;
  }

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

/** A message's fields by number: text and messages as bytes, numbers as they are. */
type Fields = ReadonlyMap<number, readonly (Buffer | number)[]>;

/** Numbers of fields: opentelemetry/proto/trace/v1/trace.proto, common.proto. */
function spansIn(request: Buffer): ReceivedSpan[] {
  return messages(fieldsOf(request), 1).flatMap((resourceSpans) => {
    const service = String(messages(resourceSpans, 1).map(attributesOf(1))[0]?.['service.name']);
    return messages(resourceSpans, 2).flatMap((scope) => messages(scope, 2).map((span) => received(span, service)));
  });
}

function received(span: Fields, service: string): ReceivedSpan {
  const [status] = messages(span, 15);
  return {
    traceId: bytes(span, 1).toString('hex'),
    spanId: bytes(span, 2).toString('hex'),
    parentId: bytes(span, 4).toString('hex'),
    name: bytes(span, 5).toString(),
    service,
    attributes: attributesOf(9)(span),
    failure: status?.get(3)?.[0] === 2 ? bytes(status, 2).toString() : undefined,
  };
}

const attributesOf = (number: number) => (message: Fields) =>
  Object.fromEntries(
    messages(message, number).map((entry) => {
      const value = messages(entry, 2)[0] as Fields;
      return [bytes(entry, 1).toString(), value.has(1) ? bytes(value, 1).toString() : value.get(3)?.[0]];
    }),
  );

const bytes = (message: Fields, number: number): Buffer => (message.get(number)?.[0] as Buffer) ?? Buffer.alloc(0);

const messages = (message: Fields, number: number): Fields[] =>
  (message.get(number) ?? []).map((value) => fieldsOf(value as Buffer));

/** Protocol Buffers' wire format: https://protobuf.dev/programming-guides/encoding */
function fieldsOf(message: Buffer): Fields {
  const fields = new Map<number, (Buffer | number)[]>();
  let offset = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = message[offset++] as number;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  };
  const take = (size: number): Buffer => {
    offset += size;
    return message.subarray(offset - size, offset);
  };
  while (offset < message.length) {
    const tag = varint();
    const type = tag & 7;
    const value = type === 0 ? varint() : take(type === 1 ? 8 : type === 5 ? 4 : varint());
    fields.set(tag >>> 3, [...(fields.get(tag >>> 3) ?? []), value]);
  }
  return fields;
}
