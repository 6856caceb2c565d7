export { RetryPlugin as default } from '@module-federation/retry-plugin';
