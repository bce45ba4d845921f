import { conversations as api } from "@/api/client";
import { ApiError } from "@/api/http";
import type { Attachment } from "@/api/types";
import { createStore, newId, sentence, useStore } from "@/design";
import { fileSize } from "@/i18n/format";

export interface Upload {
  key: string;
  name: string;
  image: boolean;
  /** local address of a picture */
  url: string | null;
  width: number | null;
  height: number | null;
  /** 0..1 */
  progress: number;
  attachment: Attachment | null;
  error: string | null;
}

const uploads = createStore<Record<string, Upload[]>>({});
const files = new Map<string, File>();
const stops = new Map<string, AbortController>();
const none: Upload[] = [];

function change(id: string, key: string, part: Partial<Upload>): void {
  uploads.update((all) => ({
    ...all,
    [id]: (all[id] ?? none).map((item) => (item.key === key ? { ...item, ...part } : item)),
  }));
}

function measure(id: string, key: string, url: string): void {
  const picture = new Image();
  picture.onload = () => change(id, key, { width: picture.naturalWidth, height: picture.naturalHeight });
  picture.src = url;
}

function run(id: string, key: string): void {
  const file = files.get(key);
  if (file === undefined) return;
  const stop = new AbortController();
  stops.set(key, stop);
  change(id, key, { progress: 0, error: null });
  api
    .attach(file, (progress) => change(id, key, { progress }), stop.signal)
    .then(
      (attachment) => change(id, key, { attachment, progress: 1 }),
      (error: unknown) => change(id, key, { error: sentence(error) }),
    );
}

/** Starts uploading at once; sending waits for the end. A file above `largest` bytes is refused here already. */
export function addFiles(id: string, added: File[], largest: number): void {
  for (const file of added) {
    const key = newId();
    const image = file.type.startsWith("image/");
    const url = image ? URL.createObjectURL(file) : null;
    files.set(key, file);
    const item: Upload = {
      key,
      name: file.name,
      image,
      url,
      width: null,
      height: null,
      progress: 0,
      attachment: null,
      error: null,
    };
    uploads.update((all) => ({ ...all, [id]: [...(all[id] ?? none), item] }));
    if (url !== null) measure(id, key, url);
    if (file.size <= largest) run(id, key);
    else
      change(id, key, {
        error: sentence(new ApiError(413, { code: "too_large", params: { max: fileSize(largest) } })),
      });
  }
}

export function retryUpload(id: string, key: string): void {
  run(id, key);
}

export function dropUpload(id: string, key: string): void {
  stops.get(key)?.abort();
  stops.delete(key);
  files.delete(key);
  uploads.update((all) => ({ ...all, [id]: (all[id] ?? none).filter((item) => item.key !== key) }));
}

export function clearUploads(id: string): void {
  for (const item of uploads.get()[id] ?? none) dropUpload(id, item.key);
}

export function useUploads(id: string): Upload[] {
  return useStore(uploads, (all) => all[id] ?? none);
}
