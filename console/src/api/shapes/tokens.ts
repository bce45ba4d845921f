/** A token by which a program uses the API; its text is not here. */
export interface ApiToken {
  id: string;
  name: string;
  /** its last four characters */
  hint: string;
  scopes: string[];
  made_by: string;
  /** while so, it opens nothing */
  maker_disabled: boolean;
  created_at: string;
  expires_at: string;
  /** exact to a minute; null: never */
  used_at: string | null;
  used_from: string;
  revoked_at: string | null;
}

export interface ApiTokenPage {
  items: ApiToken[];
  next: string | null;
  /** permissions that the caller has */
  may_give: string[];
}

export interface ApiTokenBody {
  name: string;
  scopes: string[];
  expires_in_days: number;
}
