export const builtAt = Date.now();
