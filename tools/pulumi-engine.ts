import { join } from 'node:path';
import { buildGo } from './go-build';

/** The Pulumi engine that the tests run: the version of the SDK in package.json, which is the last one for Node 20. */
export const PULUMI_VERSION = '3.248.0';

const VERSION_VARIABLE = 'github.com/pulumi/pulumi/sdk/v3/go/common/version.Version';

/** The real `pulumi` program, for tests: users install their own. Three minutes on two idle cores the first time. */
export async function pulumiEngine(): Promise<string> {
  const folder = await buildGo({
    module: 'pulumi',
    packages: ['github.com/pulumi/pulumi/pkg/v3/cmd/pulumi'],
    linkerFlags: `-X ${VERSION_VARIABLE}=v${PULUMI_VERSION}`,
  });
  return join(folder, 'pulumi');
}
