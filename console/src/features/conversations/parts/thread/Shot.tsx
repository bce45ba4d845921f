import Modal from "antd/es/modal";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { articles } from "@/api/knowledge";
import type { Attachment } from "@/api/types";
import { said, shotsOf } from "@/design/prose";
import type { Shot } from "@/design/prose";
import { t } from "@/i18n";
import { fitted } from "../../zoom";
import { Stage } from "./Stage";
import css from "./shot.module.css";

/** Links are good for an hour at least. */
const FRESH = 50 * 60_000;

/** The files that a text names: those that came with it, else looked up. null: not known yet. */
export function useShots(text: string, given: Attachment[] | undefined): Map<string, Attachment> | null {
  const ids = given === undefined ? shotsOf(text).map(({ id }) => id) : [];
  const asked = useQuery({
    queryKey: ["article-files", ...ids],
    queryFn: async ({ signal }) => (await articles.files(ids, signal)).items,
    enabled: ids.length > 0,
    staleTime: FRESH,
    placeholderData: (before) => before,
  });
  const found = given ?? (ids.length === 0 ? [] : asked.isError ? [] : asked.data);
  return found === undefined ? null : new Map(found.map((file) => [file.id, file]));
}

/** One picture of a text: its room is kept before it is there; pressed it is large. Without its file: its words. */
export function ShotView({ shot, files }: { shot: Shot; files: Map<string, Attachment> | null }) {
  const [large, setLarge] = useState(false);
  const [lie, change] = useState(fitted);
  const file = files?.get(shot.id);
  if (file === undefined) return <p className={css.gone}>{files === null ? "…" : said(shot) || t("shot.gone")}</p>;
  const words = shot.words || file.name;
  return (
    <figure className={css.shot}>
      <button type="button" onClick={() => setLarge(true)} aria-label={t("message.open_image", { name: words })}>
        <img
          src={file.url}
          alt={shot.words}
          loading="lazy"
          width={file.width ?? undefined}
          height={file.height ?? undefined}
        />
      </button>
      {shot.caption !== "" && <figcaption>{shot.caption}</figcaption>}
      {large && (
        <Modal open footer={null} centered width="min(1280px, 94vw)" title={words} onCancel={() => setLarge(false)}>
          <Stage image={{ name: words, url: file.url }} lie={lie} change={change} />
        </Modal>
      )}
    </figure>
  );
}
