import { create } from 'zustand';
import { persist } from 'zustand/middleware';

export type Theme = 'light' | 'dark';

interface Settings {
  theme: Theme;
  setTheme: (theme: Theme) => void;
}

/** What the visitor chose for the whole shop. */
export const useSettings = create<Settings>()(
  persist(
    (set) => ({
      theme: globalThis.matchMedia?.('(prefers-color-scheme: dark)').matches ? 'dark' : 'light',
      setTheme: (theme) => set({ theme }),
    }),
    { name: 'fieldhouse-settings', partialize: ({ theme }) => ({ theme }) },
  ),
);
