/** A key that pods of a run mount. */
export interface DeclaredKey {
  readonly secret: string;
  readonly key: string;
}

interface Volume {
  readonly secret?: { readonly secretName?: string; readonly items?: readonly { readonly key: string }[] };
  readonly projected?: {
    readonly sources?: readonly {
      readonly secret?: { readonly name?: string; readonly items?: readonly { readonly key: string }[] };
    }[];
  };
}

interface WithPods {
  readonly spec?: { readonly template?: { readonly spec?: { readonly volumes?: readonly Volume[] } } };
}

/** Every key that the pods of these objects (Jobs, StatefulSets) mount, without duplicates, sorted. */
export function declaredKeys(objects: readonly object[]): DeclaredKey[] {
  const volumes = objects.flatMap((object) => (object as WithPods).spec?.template?.spec?.volumes ?? []);
  const keys = new Map(volumes.flatMap(keysOfVolume).map((one) => [`${one.secret}/${one.key}`, one]));
  return [...keys.keys()].sort().map((name) => keys.get(name) as DeclaredKey);
}

function keysOfVolume({ secret, projected }: Volume): DeclaredKey[] {
  const single = { name: secret?.secretName, items: secret?.items };
  const several =
    projected?.sources?.map((source) => ({ name: source.secret?.name, items: source.secret?.items })) ?? [];
  return [single, ...several].flatMap(({ name, items }) =>
    name === undefined ? [] : (items ?? []).map(({ key }) => ({ secret: name, key })),
  );
}
