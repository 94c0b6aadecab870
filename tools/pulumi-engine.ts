import { join } from 'node:path';
import { buildGo } from './go-build';

/** Version of the Pulumi engine for tests: that of the SDK in package.json, the last one for Node 20. */
export const PULUMI_VERSION = '3.248.0';

const VERSION_VARIABLE = 'github.com/pulumi/pulumi/sdk/v3/go/common/version.Version';

/** The real `pulumi` program, for tests; users install their own. The first build takes three minutes on two cores. */
export async function pulumiEngine(): Promise<string> {
  const folder = await buildGo({
    module: 'pulumi',
    packages: ['github.com/pulumi/pulumi/pkg/v3/cmd/pulumi'],
    linkerFlags: `-X ${VERSION_VARIABLE}=v${PULUMI_VERSION}`,
  });
  return join(folder, 'pulumi');
}
