/** Files on their way: checked, sent with progress, cancelled or tried again; then they join the outbox. */
import type { Client } from "./client";
import type { Failure } from "./types";
import { sizeText } from "./words";

export interface Upload {
  id: string;
  file: File;
  /** for the eye while an image is on its way; null for other files */
  preview: string | null;
  /** 0..1 */
  part: number;
  error: Failure | null;
  cancel(): void;
}

const isImage = (type: string): boolean => /^image\/(?!svg)/.test(type);

/** The server lists content types ("image/png", "image/*") and endings (".pdf"); a file the browser knows nothing of is left to it. */
export function accepted(types: string[], file: { name: string; type: string }): boolean {
  const type = file.type.toLowerCase();
  const ending = /\.[^.]+$/.exec(file.name.toLowerCase())?.[0];
  return !type || types.some((t) => t === type || t === ending || (t.endsWith("/*") && type.startsWith(t.slice(0, -1))));
}

export class Uploads {
  list: Upload[] = [];
  /** attachment id -> the picture as the visitor's own device holds it */
  readonly local = new Map<string, string>();

  constructor(private c: Client) {}

  add(files: Iterable<File>): void {
    const { max_bytes, types } = this.c.config!.upload;
    for (const file of files) {
      const code = !file.size ? "empty_file" : file.size > max_bytes ? "too_large" : accepted(types, file) ? "" : "unsupported_type";
      if (code) {
        this.c.tell({ code, params: { max: sizeText(max_bytes) }, status: 0, retry: false });
        continue;
      }
      const u: Upload = {
        id: this.c.env.uuid(), file, preview: isImage(file.type) ? URL.createObjectURL(file) : null, part: 0, error: null, cancel: () => {},
      };
      this.list.push(u);
      void this.run(u);
    }
    this.c.onchange();
  }

  async run(u: Upload): Promise<void> {
    u.error = null;
    u.part = 0;
    const { done, cancel } = this.c.access.api.upload(u.file, (part) => {
      u.part = part;
      this.c.onchange();
    });
    u.cancel = cancel;
    this.c.onchange();
    try {
      const a = await done;
      if (u.preview) this.local.set(a.id, u.preview);
      this.remove(u);
      this.c.send(isImage(a.content_type) ? "image" : "file", "", a);
    } catch (e) {
      const f = e as Failure;
      if (f.code === "cancelled") return this.remove(u);
      if (f.status === 401) void this.c.access.open();
      u.error = f;
      this.c.onchange();
    }
  }

  /** The line is back: go on with what the network broke off. */
  resume(): void {
    for (const u of this.list) if (u.error?.retry) void this.run(u);
  }

  remove(u: Upload): void {
    this.list = this.list.filter((x) => x !== u);
    this.c.onchange();
  }
}
