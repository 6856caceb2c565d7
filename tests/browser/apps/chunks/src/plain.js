globalThis.plainRuns = (globalThis.plainRuns ?? 0) + 1;

export const text = 'plain chunk';
