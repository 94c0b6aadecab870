export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** Records what took how long, for whoever collects traces. */
export interface Tracer {
  /**
   * Do something within a span: spans that begin meanwhile, in whatever is awaited, belong to it. What it rejects with
   * makes the span one that failed.
   * @param work is given a way to tell what is known in the end only.
   */
  span<T>(name: string, attributes: SpanAttributes, work: (tell: TellSpan) => Promise<T>): Promise<T>;
}

export type TellSpan = (attributes: SpanAttributes) => void;

/** Do something, within a span where somebody traces. */
export function traced<T>(
  tracer: Tracer | undefined,
  name: string,
  attributes: SpanAttributes,
  work: (tell: TellSpan) => Promise<T>,
): Promise<T> {
  return tracer ? tracer.span(name, attributes, work) : work(() => undefined);
}
