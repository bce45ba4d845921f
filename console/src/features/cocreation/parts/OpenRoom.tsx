import Button from "antd/es/button";
import Input from "antd/es/input";
import { useState } from "react";
import type { RoomIn } from "@/api/cocreation";
import { ApiError } from "@/api/http";
import { go, linkTo, sentence } from "@/design";
import { Dialog } from "@/design/parts/Dialog";
import { can, useSession } from "@/features/session";
import { t } from "@/i18n";
import { api, changed, useRoomOf } from "../data";
import css from "./cocreation.module.css";

interface Source {
  kind: "gap" | "topic" | "conversation";
  id: string;
  title: string;
}

/** What a room is about; with a source its questions come along. */
export function OpenDialog({ source, close }: { source: Source | null; close: () => void }) {
  const first = source?.title.slice(0, 120) ?? "";
  const [title, setTitle] = useState(first);
  const [questions, setQuestions] = useState("");
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const open = (): void => {
    setBusy(true);
    const body: RoomIn = { title, questions: questions.split("\n").filter((line) => line.trim() !== "") };
    if (source !== null) Object.assign(body, { source: source.kind, source_id: source.id });
    changed(api.open(body))
      .then(
        ({ room }) => {
          close();
          go(`/knowledge/rooms/${room.id}`);
        },
        (error: unknown) => {
          const there = error instanceof ApiError && error.code === "room_exists" ? error.params.room : undefined;
          if (typeof there !== "string") setRefused(sentence(error));
          else {
            close();
            go(`/knowledge/rooms/${there}`);
          }
        },
      )
      .finally(() => setBusy(false));
  };
  return (
    <Dialog
      title={t("rooms.open")}
      okText={t("rooms.open_do")}
      okButtonProps={{ disabled: title.trim() === "" }}
      confirmLoading={busy}
      dirty={() => title !== first || questions !== ""}
      onOk={open}
      cancel={close}
    >
      <div className={css.fields}>
        <p className="muted">{source === null ? t("rooms.open_hint") : t("rooms.open_from_hint")}</p>
        <label>
          <span>{t("rooms.about")}</span>
          <Input autoFocus maxLength={120} value={title} onChange={(event) => setTitle(event.target.value)} />
        </label>
        <label>
          <span>{source === null ? t("rooms.questions_asked") : t("rooms.more_questions")}</span>
          <Input.TextArea
            autoSize={{ minRows: 3, maxRows: 8 }}
            value={questions}
            onChange={(event) => setQuestions(event.target.value)}
          />
        </label>
      </div>
      {refused !== null && (
        <p className={css.refused} role="alert">
          {refused}
        </p>
      )}
    </Dialog>
  );
}

/** A button in a long list: whether a room is open already is asked when it is opened; then that one is shown. */
export function OpenRoomHere({ source }: { source: Source }) {
  const session = useSession();
  const [open, setOpen] = useState(false);
  if (!can(session, "cocreation.publish")) return null;
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t("rooms.open")}
      </Button>
      {open && <OpenDialog source={source} close={() => setOpen(false)} />}
    </>
  );
}

/** A button where a question is seen: to the room that is open for it, or to open one. */
export function OpenRoom({ source }: { source: Source }) {
  const session = useSession();
  const [open, setOpen] = useState(false);
  const there = useRoomOf(source.id).data?.items[0];
  if (there !== undefined) return <Button {...linkTo(`/knowledge/rooms/${there.id}`)}>{t("rooms.to_room")}</Button>;
  if (!can(session, "cocreation.publish")) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t("rooms.open")}</Button>
      {open && <OpenDialog source={source} close={() => setOpen(false)} />}
    </>
  );
}
