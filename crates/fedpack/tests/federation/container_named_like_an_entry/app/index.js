globalThis.entryRan = true;
