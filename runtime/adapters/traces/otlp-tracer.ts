import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { type Context, ROOT_CONTEXT, type Span, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  BatchSpanProcessor,
  type IdGenerator,
  type NodeTracerConfig,
  NodeTracerProvider,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-node';
import type { Clock } from '../../ports/clock';
import type { SpanAttributes, TellSpan, Tracer } from '../../ports/tracer';
import type { TraceIds } from './trace-ids';

export interface OtlpTracerOptions {
  readonly ids: TraceIds;
  /** Attributes of the process, including `service.name`. */
  readonly resource: SpanAttributes;
  /** URL that spans are sent to. */
  readonly url: string;
  readonly clock: Clock;
}

/** A span that is recorded once it has ended. */
export interface WholeSpan {
  readonly name: string;
  readonly attributes: SpanAttributes;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly failure?: string;
}

/** Milliseconds allowed for sending the last spans. */
const CLOSE_MS = 3000;

/** Sends spans in batches to the collector named by OpenTelemetry's own environment variables. */
export class OtlpTracer implements Tracer {
  private readonly provider: NodeTracerProvider;
  private readonly within = new AsyncLocalStorage<Context>();
  private readonly ofRun: Context;
  private readonly spanIds: RunIds;

  public constructor(private readonly options: OtlpTracerOptions) {
    const { traceId, runSpanId } = options.ids;
    this.spanIds = new RunIds(options.ids);
    // The exporter comes with its own copy of the SDK's types.
    const exporter = new OTLPTraceExporter({ url: options.url }) as unknown as SpanExporter;
    this.provider = new NodeTracerProvider({
      resource: resourceOf(options.resource),
      spanProcessors: [new BatchSpanProcessor(exporter)],
      idGenerator: this.spanIds,
    });
    const parent = { traceId, spanId: runSpanId, traceFlags: TraceFlags.SAMPLED, isRemote: true };
    this.ofRun = trace.setSpanContext(ROOT_CONTEXT, parent);
  }

  public async span<T>(name: string, attributes: SpanAttributes, work: (tell: TellSpan) => Promise<T>): Promise<T> {
    const parent = this.within.getStore() ?? this.ofRun;
    const span = this.tracer.startSpan(name, { attributes }, parent);
    try {
      return await this.within.run(trace.setSpan(parent, span), () => work((more) => span.setAttributes(more)));
    } catch (error) {
      fail(span, (error as Error).message);
      throw error;
    } finally {
      span.end();
    }
  }

  /** Record the span of the run as a whole: the root of all others. */
  public run({ name, attributes, startedAt, finishedAt, failure }: WholeSpan): void {
    this.spanIds.runIsNext = true;
    const span = this.tracer.startSpan(name, { attributes, startTime: startedAt }, ROOT_CONTEXT);
    if (failure !== undefined) fail(span, failure);
    span.end(finishedAt);
  }

  /** Send the rest, or give up after a while. */
  public async close(): Promise<void> {
    const enough = new AbortController();
    const sent = this.provider.shutdown().catch(() => undefined);
    await Promise.race([sent, this.options.clock.sleep(CLOSE_MS, enough.signal)]);
    enough.abort();
  }

  /** Id of the run's trace, for log lines. */
  public get traceId(): string {
    return this.options.ids.traceId;
  }

  private get tracer() {
    return this.provider.getTracer('prodigy-kubernetes');
  }
}

const fail = (span: Span, message: string): void => void span.setStatus({ code: SpanStatusCode.ERROR, message });

/** All spans belong to one trace, and the run's span has an id that is known beforehand. */
class RunIds implements IdGenerator {
  public runIsNext = false;

  public constructor(private readonly ids: TraceIds) {}

  public generateTraceId(): string {
    return this.ids.traceId;
  }

  public generateSpanId(): string {
    const { runIsNext } = this;
    this.runIsNext = false;
    return runIsNext ? this.ids.runSpanId : randomBytes(8).toString('hex');
  }
}

type Resource = NonNullable<NodeTracerConfig['resource']>;

/** A resource without asynchronous attributes. */
function resourceOf(attributes: SpanAttributes): Resource {
  const resource = {
    attributes,
    getRawAttributes: () => Object.entries(attributes),
    merge: () => resource,
  } as unknown as Resource;
  return resource;
}
