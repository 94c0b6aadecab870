export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** Records how long things took, for trace collectors. */
export interface Tracer {
  /**
   * Run something within a span: spans that begin inside, in whatever it awaits, become children. If it rejects, the
   * span is marked as failed.
   * @param work receives a function that adds attributes that are only known at the end.
   */
  span<T>(name: string, attributes: SpanAttributes, work: (tell: TellSpan) => Promise<T>): Promise<T>;
}

export type TellSpan = (attributes: SpanAttributes) => void;

/** Run something, within a span if tracing is on. */
export function traced<T>(
  tracer: Tracer | undefined,
  name: string,
  attributes: SpanAttributes,
  work: (tell: TellSpan) => Promise<T>,
): Promise<T> {
  return tracer ? tracer.span(name, attributes, work) : work(() => undefined);
}
