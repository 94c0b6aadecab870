import { type Restricted, restrictionsOf, within } from './cilium-requests';
import { ANY } from './endpoint';
import { portsBetween } from './port-ranges';

/** The port fields of a rule that are read. */
export interface CiliumPorts {
  readonly toPorts?: readonly (Restricted & { readonly ports?: readonly CiliumPort[] })[];
  readonly icmps?: readonly unknown[];
}

interface CiliumPort {
  /** A number or a name; `0` means every port. */
  readonly port: string;
  readonly endPort?: number;
  /** @default - any */
  readonly protocol?: string;
}

/** The ports that a rule applies to: all if it names none. If it allows only some requests, each of them counts as a port. */
export function portsOf({ toPorts, icmps }: CiliumPorts): string[] {
  const pings = icmps ? [`ICMP/${ANY}`] : [];
  const named = toPorts?.flatMap(({ ports, ...restricted }) => {
    const texts = ports?.flatMap(portTexts) ?? [ANY];
    return restrictionsOf(restricted).flatMap((restriction) => texts.map((port) => within(port, restriction)));
  });
  return [...(named ?? (icmps ? [] : [ANY])), ...pings];
}

function portTexts({ port, endPort, protocol = ANY }: CiliumPort): string[] {
  const isAny = protocol.toLowerCase() === ANY;
  if (port === '0') return isAny ? [ANY] : [`${protocol}/${ANY}`];
  const protocols = isAny ? ['TCP', 'UDP', 'SCTP'] : [protocol];
  return protocols.flatMap((name) => portsBetween(name, port, endPort));
}
