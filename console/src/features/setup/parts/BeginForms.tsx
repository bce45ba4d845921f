import Button from "antd/es/button";
import Form from "antd/es/form";
import Input from "antd/es/input";
import Segmented from "antd/es/segmented";
import Select from "antd/es/select";
import { useState } from "react";
import { ApiError } from "@/api/http";
import { sentence } from "@/design";
import { chooseLocale, locale, t } from "@/i18n";
import { ZONES } from "../draft";
import type { HouseDraft } from "../draft";
import css from "./foot.module.css";

interface Props {
  draft: HouseDraft;
  /** keeps what was typed */
  change: (part: Partial<HouseDraft>) => void;
}

/** What a language calls itself. */
const ownName = (code: string): string =>
  new Intl.DisplayNames(code, { type: "language" }).of(code.slice(0, 2)) ?? code;
const needed = (message: string) => [{ required: true, whitespace: true, message }];

/** Language, name and zone of the house. */
export function HouseForm({ draft, change, refused }: Props & { refused: { field: string; why: string } | null }) {
  const wrong = (field: string): string | undefined => (refused?.field === field ? refused.why : undefined);
  return (
    <Form
      name="house"
      layout="vertical"
      requiredMark={false}
      initialValues={draft}
      onValuesChange={(part: Partial<HouseDraft>) => change(part)}
      onFinish={() => change({ at: "you" })}
    >
      <Form.Item label={t("setup.language")} extra={t("setup.language_hint")}>
        <Segmented<"zh-CN" | "en">
          aria-label={t("setup.language")}
          value={locale()}
          options={(["zh-CN", "en"] as const).map((value) => ({ value, label: ownName(value) }))}
          onChange={(next) => void chooseLocale(next)}
        />
      </Form.Item>
      <Form.Item
        name="house"
        label={t("setup.house")}
        extra={t("setup.house_hint")}
        rules={needed(t("setup.house_missing"))}
        {...(wrong("house") ? { help: wrong("house"), validateStatus: "error" as const } : {})}
      >
        <Input size="large" autoFocus maxLength={60} autoComplete="organization" />
      </Form.Item>
      <Form.Item
        name="timezone"
        label={t("hours.zone")}
        extra={t("setup.zone_hint")}
        {...(wrong("timezone") ? { help: wrong("timezone"), validateStatus: "error" as const } : {})}
      >
        <Select showSearch size="large" options={ZONES.map((zone) => ({ value: zone, label: zone }))} />
      </Form.Item>
      <footer className={css.foot}>
        <Button type="primary" size="large" htmlType="submit">
          {t("action.next")}
        </Button>
      </footer>
    </Form>
  );
}

interface Own {
  name: string;
  email: string;
  password: string;
  repeat: string;
}
const FIELDS = ["name", "email", "password"] as const;

/** The first administrator's name, sign-in and password. `make` refuses with the field. */
export function OwnForm({ draft, change, make }: Props & { make: (own: Own) => Promise<void> }) {
  const [form] = Form.useForm<Own>();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const save = async (own: Own): Promise<void> => {
    setBusy(true);
    setSaid(null);
    try {
      await make(own);
    } catch (error) {
      setBusy(false);
      const field = FIELDS.find((name) => error instanceof ApiError && error.field === name);
      if (field === undefined) setSaid(sentence(error));
      else form.setFields([{ name: field, errors: [sentence(error)] }]);
    }
  };
  const same = {
    validator: (_: unknown, value: string) =>
      !value || value === form.getFieldValue("password")
        ? Promise.resolve()
        : Promise.reject(new Error(t("account.repeat_differs"))),
  };
  return (
    <Form<Own>
      name="own"
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ name: draft.name, email: draft.email }}
      onValuesChange={({ name, email }: Partial<Own>) =>
        change({ ...(name === undefined ? {} : { name }), ...(email === undefined ? {} : { email }) })
      }
      onFinish={(own) => void save(own)}
    >
      <Form.Item
        name="name"
        label={t("setup.own_name")}
        extra={t("setup.own_name_hint")}
        rules={needed(t("users.name_missing"))}
      >
        <Input size="large" autoFocus maxLength={60} autoComplete="name" />
      </Form.Item>
      <Form.Item
        name="email"
        label={t("session.email")}
        extra={t("setup.email_hint")}
        rules={needed(t("session.email_missing"))}
      >
        <Input size="large" maxLength={200} inputMode="email" spellCheck={false} autoComplete="username" />
      </Form.Item>
      <Form.Item
        name="password"
        label={t("session.password")}
        extra={t("account.password_hint")}
        rules={[{ required: true, message: t("session.password_missing") }]}
      >
        <Input.Password size="large" autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <Form.Item
        name="repeat"
        label={t("setup.repeat")}
        validateTrigger="onBlur"
        rules={[{ required: true, message: t("session.password_missing") }, same]}
      >
        <Input.Password size="large" autoComplete="new-password" maxLength={200} />
      </Form.Item>
      {said !== null && (
        <p className={css.refused} role="alert">
          {said}
        </p>
      )}
      <footer className={css.foot}>
        <Button size="large" disabled={busy} onClick={() => change({ at: "house" })}>
          {t("setup.back")}
        </Button>
        <Button type="primary" size="large" htmlType="submit" loading={busy}>
          {t("setup.make")}
        </Button>
      </footer>
    </Form>
  );
}
