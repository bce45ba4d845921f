/** What must outlive the page: the host page's localStorage, or memory where the browser blocks it. */
export interface Store {
  get(key: string): string | null;
  set(key: string, value: string | null): void;
  keys(prefix: string): string[];
}

export function openStore(area: () => Storage): Store {
  const memory = new Map<string, string>();
  let disk: Storage | null = null;
  try {
    disk = area();
    disk.setItem("qf", "1");
    disk.removeItem("qf");
  } catch {
    disk = null;
  }
  return {
    get: (key) => memory.get(key) ?? disk?.getItem(key) ?? null,
    set(key, value) {
      memory.delete(key);
      try {
        if (value === null) disk?.removeItem(key);
        else if (disk) return disk.setItem(key, value);
      } catch {
        disk?.removeItem(key); // full: an old value on disk must not outlive the new one in memory
      }
      if (value !== null) memory.set(key, value);
    },
    keys: (prefix) => [...new Set([...memory.keys(), ...(disk ? Object.keys(disk) : [])])].filter((k) => k.startsWith(prefix)),
  };
}
