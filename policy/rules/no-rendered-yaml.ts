import type { Rule } from '../rule';

/** No provider renders manifests instead of deploying them. */
export const noRenderedYaml: Rule = {
  name: 'no-rendered-yaml',
  description: 'A provider that renders YAML writes the values of Secrets in clear text.',
  enforcement: 'mandatory',
  violations({ type, props }) {
    if (type !== 'pulumi:providers:kubernetes' || !props.renderYamlToDirectory) return [];
    return ["'renderYamlToDirectory' must not be set, got a folder: render manifests with npm run synth"];
  },
};
