import { tracerOf } from '../../../runtime/programs/tracing';

const PROCESS = { service: 'prodigy-agent', runId: 'fix-tests-1', place: { namespace: 'team-a' } };
const ENDPOINT = 'http://127.0.0.1:9';

test.each([
  [{}, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: '' }, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT }, true],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${ENDPOINT}/spans` }, true],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT, OTEL_SDK_DISABLED: 'true' }, false],
])('with %j a run is traced: %p', async (env, traced) => {
  const tracer = tracerOf(env, PROCESS);
  expect(tracer !== undefined).toBe(traced);
  await tracer?.close();
});
