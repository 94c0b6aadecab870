import { ApiObject, App, Chart, type IResolver, JsonPatch, Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { ManifestObject } from '../../constructs/manifest-object';

const props = {
  metadata: { name: 'web', namespace: 'team-a', labels: { b: '2', a: '1' } },
  spec: {
    clusterIp: 'None',
    selector: { z: '1', app: 'web' },
    ports: [{ name: 'http', port: 80, targetPort: k8s.IntOrString.fromString('http'), nodePort: undefined }],
  },
};

const chartOf = (app = new App()) => new Chart(app, 'chart', { labels: { chart: 'yes' } });

/** What is rendered of a Service, as JSON: the order of keys counts. */
function rendered(change: (manifest: ReturnType<typeof k8s.KubeService.manifest>) => void, app?: App) {
  const chart = chartOf(app);
  const manifest = k8s.KubeService.manifest(props);
  change(manifest);
  new ManifestObject(chart, 'Service', manifest);
  return chart.toJson()[0];
}

test('an object is what an instance of the typed class renders, with the labels of its chart', () => {
  const typed = chartOf();
  new k8s.KubeService(typed, 'Service', props);
  expect(rendered(() => {})).toEqual(typed.toJson()[0]);
});

test('keys come in the order that cdk8s gives those of any object', () => {
  const chart = chartOf();
  new ApiObject(chart, 'Service', k8s.KubeService.manifest(props));
  expect(JSON.stringify(rendered(() => {}))).toBe(JSON.stringify(chart.toJson()[0]));
});

test('what is rendered is a copy: to change it changes nothing', () => {
  const chart = chartOf();
  new ManifestObject(chart, 'Service', k8s.KubeService.manifest(props));
  chart.toJson()[0].spec.ports[0].port = 81;
  expect(chart.toJson()[0].spec.ports[0].port).toBe(80);
});

test('an amount of the typed classes is what it wraps', () => {
  const chart = chartOf();
  const spec = { ports: [{ port: 80, targetPort: k8s.IntOrString.fromNumber(8080) }] };
  new ManifestObject(chart, 'Service', { apiVersion: 'v1', kind: 'Service', spec });
  expect(chart.toJson()[0].spec.ports[0].targetPort).toBe(8080);
});

test('a patch is applied', () => {
  const chart = chartOf();
  const service = new ManifestObject(chart, 'Service', k8s.KubeService.manifest(props));
  service.addJsonPatch(JsonPatch.replace('/spec/clusterIP', '10.0.0.1'));
  expect(chart.toJson()[0].spec.clusterIP).toBe('10.0.0.1');
});

test('a token is replaced by its value', () => {
  const later = Lazy.any({ produce: () => 'later' });
  expect(rendered((manifest) => Object.assign(manifest.spec.selector, { later })).spec.selector.later).toBe('later');
});

test("a resolver of the app's own sees every value", () => {
  const shout: IResolver = {
    resolve: (context) => {
      if (context.value === 'None') context.replaceValue('NONE');
    },
  };
  expect(rendered(() => {}, new App({ resolvers: [shout] })).spec.clusterIP).toBe('NONE');
});
