import Button from "antd/es/button";
import Form from "antd/es/form";
import Switch from "antd/es/switch";
import { ArrowLeft, History } from "lucide-react";
import { useState } from "react";
import { ApiError } from "@/api/http";
import type { WebChat } from "@/api/types";
import { linkTo, sayDone, sayError, sentence, useUnsaved } from "@/design";
import { Beaten, SaveBar } from "@/design/parts/SaveBar";
import { t } from "@/i18n";
import { relative } from "@/i18n/format";
import { changeWebChat, formOf, lookOf, placeOf, saveLook } from "../looks";
import type { LookForm } from "../looks";
import { LogoField } from "../parts/LogoField";
import { LookFields } from "../parts/LookFields";
import { LookPreview } from "../parts/LookPreview";
import { LookVersions } from "../parts/LookVersions";
import { Snippet } from "../parts/Snippet";
import channels from "../parts/channels.module.css";
import css from "../parts/look.module.css";

function OnOff({ chat }: { chat: WebChat }) {
  const [busy, setBusy] = useState(false);
  const turn = (enabled: boolean): void => {
    setBusy(true);
    changeWebChat(chat.id, { enabled })
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  return (
    <span className={css.onOff}>
      <Switch size="small" checked={chat.enabled} loading={busy} onChange={turn} aria-label={t("channels.on")} />
      {chat.enabled ? t("channels.on") : t("channels.off")}
    </span>
  );
}

function Head({ chat, history }: { chat: WebChat; history: () => void }) {
  return (
    <header className={css.head}>
      <h1>
        <a
          {...linkTo("/admin/channels")}
          aria-label={t("channels.back")}
          title={t("channels.back")}
          className={channels.back}
        >
          <ArrowLeft size={18} aria-hidden />
        </a>
        {chat.name}
      </h1>
      <OnOff chat={chat} />
      <Button icon={<History size={14} aria-hidden />} onClick={history}>
        {t("queues.history")}
      </Button>
    </header>
  );
}

/** How one web chat looks and where it stands: chosen on the left, seen on the right as the customer will see it. */
export function WebChatPage({ chat: listed }: { chat: WebChat }) {
  const [form] = Form.useForm<LookForm>();
  const [begin, setBegin] = useState(listed);
  const [values, setValues] = useState(() => formOf(listed.look));
  const [logoUrl, setLogoUrl] = useState(listed.logo_url);
  const [dirty, setDirty] = useState(false);
  const [busy, setBusy] = useState(false);
  const [history, setHistory] = useState(false);
  const [beaten, setBeaten] = useState<{ by: string; at: string } | null>(null);
  useUnsaved(dirty);
  const take = (chat: WebChat): void => {
    setBegin(chat);
    setValues(formOf(chat.look));
    setLogoUrl(chat.logo_url);
    setDirty(false);
    setBeaten(null);
    form.setFieldsValue(formOf(chat.look));
  };
  const edited = (next: LookForm): void => {
    setValues(next);
    setDirty(true);
  };
  const refuse = (error: unknown): void => {
    if (error instanceof ApiError && error.code === "look_changed")
      return setBeaten({ by: String(error.params["by"] ?? ""), at: String(error.params["at"] ?? "") });
    const field = error instanceof ApiError ? error.field : null;
    if (field === null || field === "logo") return sayError(error);
    form.setFields([{ name: placeOf(field) as never, errors: [sentence(error)] }]);
    form.scrollToField(placeOf(field) as never);
  };
  const save = (): void => {
    setBusy(true);
    saveLook(begin, lookOf(values))
      .then((saved) => {
        take(saved);
        sayDone(t("look.saved"));
      })
      .catch(refuse)
      .finally(() => setBusy(false));
  };
  const logo = (
    <LogoField
      chatId={begin.id}
      url={logoUrl}
      onChange={(id, url) => {
        setLogoUrl(url);
        edited({ ...values, logo: id });
      }}
    />
  );
  return (
    <div className={css.page}>
      <div className={css.form}>
        <Head chat={listed} history={() => setHistory(true)} />
        <Snippet chat={begin} />
        {beaten !== null && (
          <Beaten
            text={t("look.beaten", {
              name: beaten.by || t("audit.system"),
              time: beaten.at ? relative(beaten.at, Date.now()) : "",
            })}
            take={() => take(listed)}
          />
        )}
        <Form<LookForm>
          name="look"
          form={form}
          layout="vertical"
          requiredMark={false}
          scrollToFirstError
          initialValues={formOf(listed.look)}
          onValuesChange={(_, all) => edited({ ...values, ...all })}
          onFinish={save}
        >
          <LookFields logo={logo} />
          <SaveBar>
            <Button disabled={!dirty || busy} onClick={() => take(begin)}>
              {t("look.discard")}
            </Button>
            <Button type="primary" htmlType="submit" loading={busy} disabled={!dirty}>
              {t("action.save")}
            </Button>
          </SaveBar>
        </Form>
      </div>
      <LookPreview look={lookOf(values)} logoUrl={logoUrl} texts={listed.texts} />
      {history && (
        <LookVersions
          chat={begin}
          held={dirty}
          close={() => setHistory(false)}
          restored={(chat) => {
            take(chat);
            setHistory(false);
          }}
        />
      )}
    </div>
  );
}
