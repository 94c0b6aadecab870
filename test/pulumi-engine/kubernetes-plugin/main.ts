// The program that the engine finds as `pulumi-resource-kubernetes`: a stand-in for Pulumi's Kubernetes plugin.
import { ResourceProviderService } from '@pulumi/pulumi/proto/provider_grpc_pb';
import { serve } from '../serve';
import { pluginService } from './service';

/** The version of the plugin whose rules are followed. */
const VERSION = '4.34.2';

void serve(ResourceProviderService, pluginService(VERSION));
