import Button from "antd/es/button";
import Form from "antd/es/form";
import Input from "antd/es/input";
import Select from "antd/es/select";
import { Plus, X } from "lucide-react";
import type { RoleName } from "@/api/types";
import { IconButton } from "@/design";
import { roleWord } from "@/features/session";
import { t } from "@/i18n";
import css from "./sso.module.css";

/** Which role a value of the claim gives: the first that fits holds. */
export function Rules({ roles, disabled }: { roles: RoleName[]; disabled: boolean }) {
  const options = roles.map((role) => ({ value: role.code, label: roleWord(role.code, role), disabled: !role.given }));
  return (
    <Form.List name="rules">
      {(fields, { add, remove }) => (
        <div className={css.rules}>
          {fields.map(({ key, name }, at) => (
            <div key={key} className={css.rule}>
              <Form.Item
                name={[name, "value"]}
                rules={[{ required: true, whitespace: true, message: t("sso.missing") }]}
              >
                <Input
                  disabled={disabled}
                  maxLength={300}
                  aria-label={t("sso.rule_value", { n: at + 1 })}
                  placeholder={t("sso.rule_value_hint")}
                />
              </Form.Item>
              <span aria-hidden>→</span>
              <Form.Item name={[name, "role"]} rules={[{ required: true, message: t("sso.missing") }]}>
                <Select
                  disabled={disabled}
                  options={options}
                  aria-label={t("sso.rule_role", { n: at + 1 })}
                  placeholder={t("users.role")}
                />
              </Form.Item>
              {!disabled && (
                <IconButton
                  icon={<X size={14} aria-hidden />}
                  label={t("sso.rule_remove", { n: at + 1 })}
                  onClick={() => remove(name)}
                />
              )}
            </div>
          ))}
          {!disabled && (
            <Button size="small" icon={<Plus size={13} aria-hidden />} onClick={() => add({ value: "" })}>
              {t("sso.rule_add")}
            </Button>
          )}
        </div>
      )}
    </Form.List>
  );
}
