export const load = {
  r1: () => import('r1'), r2: () => import('r2'), r3: () => import('r3'), r4: () => import('r4'),
  r5: () => import('r5'), r6: () => import('r6'), r7: () => import('r7'), r8: () => import('r8'),
  r9: () => import('r9'), r10: () => import('r10'), r11: () => import('r11'), r12: () => import('r12'),
  r13: () => import('r13'), r14: () => import('r14'), r15: () => import('r15'), r16: () => import('r16'),
  r17: () => import('r17'), r18: () => import('r18'),
};
