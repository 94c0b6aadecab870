import { Server, ServerCredentials, type ServiceDefinition, type UntypedServiceImplementation } from '@grpc/grpc-js';

/** Messages of the engine hold whole states. */
const ANY_SIZE = -1;

/** Serve one protocol on loopback, and tell the engine the port as every plugin does: as the first line of stdout. */
export async function serve(definition: ServiceDefinition, service: UntypedServiceImplementation): Promise<void> {
  const server = new Server({ 'grpc.max_receive_message_length': ANY_SIZE, 'grpc.max_send_message_length': ANY_SIZE });
  server.addService(definition, service);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  process.stdout.write(`${port}\n`);
  // An engine that was killed calls nobody off.
  const engine = process.ppid;
  setInterval(() => process.ppid === engine || process.exit(1), 500).unref();
}
