import { PolicyPack, type PolicyResource, type StackValidationPolicy } from '@pulumi/policy';
import type { CheckedResource, Rule } from './rule';
import { rules } from './rules';

// The policy pack, for `pulumi up --policy-pack policy`. Bundled to dist/policy/index.cjs.

/** Validates the whole stack, since the rule about namespaces looks for their quotas. */
const policyOf = (rule: Rule): StackValidationPolicy => ({
  name: rule.name,
  description: rule.description,
  enforcementLevel: rule.enforcement,
  validateStack: ({ resources }, report) => {
    const all = resources.map(checked);
    for (const [index, resource] of resources.entries())
      for (const violation of rule.violations(all[index] as CheckedResource, all)) report(violation, resource.urn);
  },
});

const checked = ({ type, name, props, opts }: PolicyResource): CheckedResource => ({
  type,
  name,
  props,
  options: { protect: opts.protect },
});

new PolicyPack('prodigy-kubernetes', { policies: rules.map(policyOf) });
