globalThis.app = import('./work');
