import Button from "antd/es/button";
import Input from "antd/es/input";
import Modal from "antd/es/modal";
import { MessageCircle, Plus } from "lucide-react";
import { useState } from "react";
import { Bones, Empty, Failed, Tag, go, linkTo, sentence } from "@/design";
import { t } from "@/i18n";
import { makeWebChat, useWebChats } from "../looks";
import css from "./channels.module.css";

function NewChat({ cancel }: { cancel: () => void }) {
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const make = (): void => {
    setBusy(true);
    makeWebChat(name)
      .then((chat) => go(`/admin/channels/${chat.id}`))
      .catch((error: unknown) => {
        setRefused(sentence(error));
        setBusy(false);
      });
  };
  return (
    <Modal
      open
      title={t("webchats.create")}
      okText={t("action.create")}
      cancelText={t("action.cancel")}
      okButtonProps={{ disabled: name.trim() === "" }}
      confirmLoading={busy}
      onOk={make}
      onCancel={cancel}
    >
      <label className={css.label}>
        {t("channels.name")}
        <Input
          autoFocus
          maxLength={80}
          value={name}
          status={refused === null ? "" : "error"}
          placeholder={t("webchats.name_example")}
          onChange={(event) => setName(event.target.value)}
          onPressEnter={() => name.trim() !== "" && !busy && make()}
        />
        {refused !== null && <span role="alert">{refused}</span>}
      </label>
    </Modal>
  );
}

/** The chats that stand on the house's own pages. */
export function WebChats() {
  const query = useWebChats();
  const [creating, setCreating] = useState(false);
  const create = (
    <Button icon={<Plus size={14} aria-hidden />} onClick={() => setCreating(true)}>
      {t("webchats.create")}
    </Button>
  );
  return (
    <section className={css.part}>
      <header className={css.partHead}>
        <div>
          <h2>{t("webchats.title")}</h2>
          <p className="muted">{t("webchats.text")}</p>
        </div>
        {query.data?.length ? create : null}
      </header>
      {query.isPending && <Bones rows={2} />}
      {query.isError && query.data === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.data?.length === 0 && (
        <Empty
          icon={<MessageCircle size={20} aria-hidden />}
          title={t("webchats.empty")}
          text={t("webchats.empty_hint")}
          action={create}
        />
      )}
      <ul className={css.chats}>
        {query.data?.map((chat) => (
          <li key={chat.id}>
            <i className={css.dot} style={{ background: chat.look.color }} aria-hidden />
            <a {...linkTo(`/admin/channels/${chat.id}`)}>{chat.name}</a>
            <span className="muted">{chat.look.name}</span>
            <Tag {...(chat.enabled ? { tone: "green" as const } : {})}>
              {chat.enabled ? t("channels.on") : t("channels.off")}
            </Tag>
          </li>
        ))}
      </ul>
      {creating && <NewChat cancel={() => setCreating(false)} />}
    </section>
  );
}
