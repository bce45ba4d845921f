import Modal from "antd/es/modal";
import { ChevronLeft, ChevronRight, Download, ExternalLink, Minus, Plus } from "lucide-react";
import { useState } from "react";
import { IconButton, useKeys } from "@/design";
import { t } from "@/i18n";
import { useConversations } from "../../data";
import { fitted, larger, smaller } from "../../zoom";
import { Stage } from "./Stage";
import type { Shown } from "./Stage";
import { showImage } from "./viewing";
import css from "./pictures.module.css";

/** All pictures of the thread, beginning with the one that was pressed. Esc closes, arrows turn, + - 0 change the size. */
export function Pictures({ id, image, close }: { id: string; image: Shown; close: () => void }) {
  const all = useConversations((state) =>
    (state.threads[id]?.messages ?? []).flatMap(({ kind, recalled, attachment }) =>
      kind === "image" && !recalled && attachment !== null ? [attachment] : [],
    ),
  );
  const at = all.findIndex(({ url }) => url === image.url);
  const [lie, change] = useState(fitted);
  const go = (by: number): void => {
    const next = at < 0 ? undefined : all[at + by];
    if (next === undefined) return;
    change(fitted);
    showImage(next);
  };
  useKeys((event) => {
    if (event.key === "ArrowLeft") go(-1);
    else if (event.key === "ArrowRight") go(1);
    else if (event.key === "+" || event.key === "=") change(larger);
    else if (event.key === "-") change(smaller);
    else if (event.key === "0") change(fitted);
    else return;
    event.preventDefault();
  });
  const percent = `${Math.round(lie.scale * 100)}%`;
  return (
    <Modal open footer={null} onCancel={close} width="min(1280px, 94vw)" centered title={image.name}>
      <Stage image={image} lie={lie} change={change} />
      <div className={css.bar} role="toolbar" aria-label={t("picture.tools")}>
        <IconButton
          label={t("picture.previous")}
          keys="←"
          icon={<ChevronLeft size={18} aria-hidden />}
          disabled={at <= 0}
          onClick={() => go(-1)}
        />
        <span className="num" aria-live="polite">
          {at < 0 ? "1 / 1" : `${at + 1} / ${all.length}`}
        </span>
        <IconButton
          label={t("picture.next")}
          keys="→"
          icon={<ChevronRight size={18} aria-hidden />}
          disabled={at < 0 || at >= all.length - 1}
          onClick={() => go(1)}
        />
        <i aria-hidden />
        <IconButton
          label={t("picture.smaller")}
          keys="-"
          icon={<Minus size={16} aria-hidden />}
          disabled={lie.scale === 1}
          onClick={() => change(smaller)}
        />
        <button type="button" className={css.percent} title={t("picture.fit")} onClick={() => change(fitted)}>
          {percent}
        </button>
        <IconButton
          label={t("picture.larger")}
          keys="+"
          icon={<Plus size={16} aria-hidden />}
          onClick={() => change(larger)}
        />
        <i aria-hidden />
        <a href={image.url} download={image.name} title={t("message.download")} aria-label={t("message.download")}>
          <Download size={16} aria-hidden />
        </a>
        <a
          href={image.url}
          target="_blank"
          rel="noopener noreferrer"
          title={t("message.original")}
          aria-label={t("message.original")}
        >
          <ExternalLink size={16} aria-hidden />
        </a>
      </div>
    </Modal>
  );
}
