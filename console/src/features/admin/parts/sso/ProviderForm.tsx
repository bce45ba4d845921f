import Button from "antd/es/button";
import Checkbox from "antd/es/checkbox";
import Form from "antd/es/form";
import Input from "antd/es/input";
import Radio from "antd/es/radio";
import Select from "antd/es/select";
import Switch from "antd/es/switch";
import { useState } from "react";
import { ApiError } from "@/api/http";
import type { SingleSignOn } from "@/api/types";
import { sayDone, sayError, sentence, useUnsaved } from "@/design";
import { t, tCode } from "@/i18n";
import { useChoices } from "../../accounts";
import { formOfProvider, saveProvider, trySignIn } from "../../sso";
import type { SsoForm } from "../../sso";
import { Part } from "../QueueParts";
import { Address } from "./Address";
import { Issuer } from "./Issuer";
import { Rules } from "./Rules";
import css from "./sso.module.css";

const FIELD = /^([a-z_]+)(?:\[(\d+)\]\.([a-z]+))?$/;
const SWITCHES = ["match_email", "create_users", "sign_out_there"] as const;

/** The path of a field as the form knows it: `rules[1].value` is three steps. */
function pathOf(field: string): (string | number)[] {
  const [, name = field, at, part] = FIELD.exec(field) ?? [];
  return at === undefined || part === undefined ? [name] : [name, Number(at), part];
}

function Toggle({ name, disabled }: { name: "enabled" | (typeof SWITCHES)[number]; disabled: boolean }) {
  return (
    <div className={css.switch}>
      <Form.Item name={name} valuePropName="checked" noStyle>
        <Switch disabled={disabled} aria-label={tCode("sso_switch", name)} />
      </Form.Item>
      <div>
        {tCode("sso_switch", name)}
        <small>{tCode("sso_about", name)}</small>
      </div>
    </div>
  );
}

/** Who the provider is and whom it lets in. What is saved can be tried before it is switched on. */
export function ProviderForm({ shown }: { shown: SingleSignOn }) {
  const { provider: kept, yours } = shown;
  const [form] = Form.useForm<SsoForm>();
  const [dirty, setDirty] = useState(false);
  const [busy, setBusy] = useState<"save" | "try" | null>(null);
  const bare = Form.useWatch("without_secret", form);
  const claim = Form.useWatch("role_claim", form);
  const roles = useChoices().data?.roles ?? [];
  useUnsaved(dirty);
  const save = async (values: SsoForm): Promise<void> => {
    setBusy("save");
    try {
      const rules = values.role_claim.trim() === "" ? [] : (values.rules ?? []);
      const saved = await saveProvider({ ...formOfProvider(kept), ...values, rules }, kept);
      form.setFieldsValue(formOfProvider(saved));
      setDirty(false);
      sayDone(t("sso.saved"));
    } catch (error) {
      const path = error instanceof ApiError && error.field ? pathOf(error.field) : null;
      if (path !== null && (form.getFieldInstance(path as never) || path[0] === "rules" || path[0] === "passwords")) {
        form.setFields([{ name: path as never, errors: [sentence(error)] }]);
        form.scrollToField(path as never);
      } else sayError(error);
    } finally {
      setBusy(null);
    }
  };
  const attempt = (): void => {
    setBusy("try");
    trySignIn().catch((error: unknown) => {
      setBusy(null);
      sayError(error);
    });
  };
  const missing = { required: true, whitespace: true, message: t("sso.missing") };
  return (
    <Form<SsoForm>
      name="sso"
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={formOfProvider(kept)}
      disabled={!yours || busy !== null}
      onValuesChange={() => setDirty(true)}
      onFinish={(values) => void save(values)}
      scrollToFirstError
    >
      <Part title={t("sso.who")} text={t("sso.who_text")}>
        <Address label={t("sso.redirect_uri")} value={shown.redirect_uri} />
        <Address label={t("sso.sign_out_uri")} value={shown.sign_out_uri} />
        <Address label={t("sso.sign_in_url")} value={shown.sign_in_url} />
        <br />
        <div className={css.form}>
          <Form.Item name="label" label={t("sso.label")} extra={t("sso.label_hint")} rules={[missing]}>
            <Input maxLength={30} placeholder={t("sso.label_example")} />
          </Form.Item>
          <Issuer disabled={!yours || busy !== null} />
          <div className={css.pair}>
            <Form.Item name="client_id" label={t("sso.client_id")} rules={[missing]}>
              <Input maxLength={300} spellCheck={false} autoComplete="off" />
            </Form.Item>
            <Form.Item
              name="client_secret"
              label={t("sso.client_secret")}
              extra={kept?.has_secret && !bare ? t("sso.secret_kept") : undefined}
            >
              <Input.Password maxLength={1000} autoComplete="new-password" disabled={!yours || bare} />
            </Form.Item>
          </div>
          <Form.Item name="without_secret" valuePropName="checked">
            <Checkbox>{t("sso.without_secret")}</Checkbox>
          </Form.Item>
          <Form.Item name="scopes" label={t("sso.scopes")} extra={t("sso.scopes_hint")}>
            <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[" ", ",", "，"]} />
          </Form.Item>
        </div>
      </Part>
      <Part title={t("sso.whom")} text={t("sso.whom_text")}>
        {SWITCHES.slice(0, 2).map((name) => (
          <Toggle key={name} name={name} disabled={!yours} />
        ))}
        <div className={css.form}>
          <Form.Item name="role_claim" label={t("sso.role_claim")} extra={t("sso.role_claim_hint")}>
            <Input maxLength={100} spellCheck={false} placeholder="groups" />
          </Form.Item>
          {claim?.trim() && <Rules roles={roles} disabled={!yours} />}
        </div>
      </Part>
      <Part title={t("sso.door")} text={t("sso.door_text")}>
        <Form.Item name="passwords" label={t("sso.passwords")}>
          <Radio.Group
            options={(["everyone", "managers", "nobody"] as const).map((value) => ({
              value,
              label: tCode("sso_passwords", value),
            }))}
          />
        </Form.Item>
        <Toggle name="sign_out_there" disabled={!yours} />
        <Toggle name="enabled" disabled={!yours} />
      </Part>
      {yours && (
        <div className={css.bar}>
          <Button type="primary" htmlType="submit" loading={busy === "save"} disabled={!dirty}>
            {t("action.save")}
          </Button>
          <Button onClick={attempt} loading={busy === "try"} disabled={kept === null || dirty}>
            {t("sso.try")}
          </Button>
          <small className="muted">{dirty || kept === null ? t("sso.try_saved") : t("sso.try_hint")}</small>
        </div>
      )}
    </Form>
  );
}
