export { saveArticle, useArticles } from "./data";
export { EMPTY as EMPTY_ARTICLE, draftOf } from "./form";
export { ImportDialog } from "./parts/ImportDialog";
export { ArticleRules } from "./screens/ArticleRules";
export { Knowledge as default } from "./screens/Knowledge";
