// The program that the engine finds as `pulumi-language-nodejs`: a stand-in for Pulumi's own language host. It starts a
// compiled program with the npm package's own `cmd/run`, and knows nothing of TypeScript, of packages, or of debuggers.
import { LanguageRuntimeService } from '@pulumi/pulumi/proto/language_grpc_pb';
import { serve } from '../serve';
import { languageService } from './service';

void serve(LanguageRuntimeService, languageService(process.argv.at(-1) ?? ''));
