import Button from "antd/es/button";
import Form from "antd/es/form";
import { CircleCheck, Hourglass, MessageCircle } from "lucide-react";
import { useState } from "react";
import { ApiError } from "@/api/http";
import type { LatestChat, WebChat } from "@/api/types";
import { Bones, Failed, linkTo, sayDone, sayError, sentence, useUnsaved } from "@/design";
import {
  ColourField,
  NameField,
  Snippet,
  lookFormOf,
  lookOf,
  makeWebChat,
  placeOf,
  saveLook,
  useWebChats,
} from "@/features/channels";
import type { LookForm } from "@/features/channels";
import { Foot, setupChanged } from "@/features/setup";
import { t, tCode } from "@/i18n";
import type { Nav } from "../nav";
import css from "./wizard.module.css";

interface Props {
  nav: Nav;
  latest: LatestChat | null;
}

/** What has become of the latest conversation. */
function state(latest: LatestChat): string {
  if (latest.answered) return t("setup.chat_answered", { name: latest.agent ?? t("setup.an_agent") });
  if (latest.phase === "with_agent") return t("setup.chat_with", { name: latest.agent ?? t("setup.an_agent") });
  return tCode("setup_chat", latest.phase === "offered" ? "queued" : latest.phase, {}, t("setup.chat_here"));
}

/** The customer's real chat, and beside it what of it arrives in the house. It takes the keyboard when it begins: so it
 * begins when somebody wants it, not while they write beside it. */
function Trial({ chat, latest }: { chat: WebChat; latest: LatestChat | null }) {
  const [open, setOpen] = useState(false);
  return (
    <section className={css.trial} aria-label={t("setup.try")}>
      <h2>{t("setup.try")}</h2>
      <p className="muted">{t("setup.try_hint")}</p>
      {open ? (
        <iframe src={`/chat/${chat.key}`} title={t("setup.try")} />
      ) : (
        <div className={css.closed}>
          <Button icon={<MessageCircle size={14} aria-hidden />} onClick={() => setOpen(true)}>
            {t("setup.try_open")}
          </Button>
        </div>
      )}
      <div className={css.arrived} data-there={latest !== null || undefined} role="status">
        {latest === null ? <Hourglass size={16} aria-hidden /> : <CircleCheck size={16} aria-hidden />}
        {latest === null ? (
          <p>{t("setup.chat_waiting")}</p>
        ) : (
          <div>
            <b>{t("setup.chat_arrived", { name: latest.customer, said: latest.said })}</b>
            <p>
              {state(latest)} <a {...linkTo(`/desk/${latest.conversation_id}?view=all`)}>{t("setup.chat_desk")}</a>
            </p>
          </div>
        )}
      </div>
    </section>
  );
}

function Look({ chat }: { chat: WebChat }) {
  const [form] = Form.useForm<LookForm>();
  const [dirty, setDirty] = useState(false);
  const [busy, setBusy] = useState(false);
  useUnsaved(dirty);
  const save = (): void => {
    setBusy(true);
    // What this step does not ask of stays as it is.
    saveLook(chat, lookOf({ ...lookFormOf(chat.look), ...form.getFieldsValue() }))
      .then(() => {
        setDirty(false);
        sayDone(t("look.saved"));
      })
      .catch((error: unknown) => {
        const field = error instanceof ApiError ? error.field : null;
        if (field === null) sayError(error);
        else form.setFields([{ name: placeOf(field) as never, errors: [sentence(error)] }]);
      })
      .finally(() => setBusy(false));
  };
  return (
    <Form<LookForm>
      name="first-look"
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={lookFormOf(chat.look)}
      onValuesChange={() => setDirty(true)}
      onFinish={save}
    >
      <NameField />
      <Form.Item name="color" label={t("look.colour")}>
        <ColourField />
      </Form.Item>
      <p className={css.more}>
        <Button htmlType="submit" loading={busy} disabled={!dirty}>
          {t("setup.look_save")}
        </Button>
        <a {...linkTo(`/admin/channels/${chat.id}`)}>{t("setup.look_more")}</a>
      </p>
    </Form>
  );
}

/** The first web chat: how it looks, the line for the house's pages, and a trial with a real message. */
export function ChatStep({ nav, latest }: Props) {
  const query = useWebChats();
  const [busy, setBusy] = useState(false);
  const chat = query.data?.[0];
  const make = (): void => {
    setBusy(true);
    makeWebChat(t("setup.chat_name"))
      .then(() => setupChanged())
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  if (query.isPending) return <Bones rows={6} />;
  if (query.data === undefined) return <Failed error={query.error} retry={() => void query.refetch()} />;
  if (chat === undefined)
    return (
      <>
        <section className={css.card}>
          <p>{t("setup.chat_make_hint")}</p>
          <Button autoFocus size="large" type="primary" loading={busy} onClick={make}>
            {t("setup.chat_make")}
          </Button>
        </section>
        <Foot {...nav} />
      </>
    );
  return (
    <>
      <div className={css.chat}>
        <div>
          <section className={css.card}>
            <h2>{t("setup.look")}</h2>
            <Look key={chat.version} chat={chat} />
          </section>
          <section className={css.card}>
            <h2>{t("setup.snippet")}</h2>
            <p className="muted">{t("setup.snippet_hint")}</p>
            <Snippet chat={chat} />
          </section>
        </div>
        <Trial key={chat.version} chat={chat} latest={latest} />
      </div>
      <Foot {...nav} />
    </>
  );
}
