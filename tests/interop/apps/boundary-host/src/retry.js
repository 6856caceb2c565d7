import { RetryPlugin } from '@module-federation/retry-plugin';

export default (script) => RetryPlugin({ script });
