// The part of Tabler's (Bootstrap's) vocabulary that templates of any app may use without a rebuild.
// A class outside this list that is used in no ui template is dropped; tests/test_classes.py names such uses.
export const keptClasses = {
  standard: [
    "html", "body", /^visually-hidden/, /^d-(none|block|inline|inline-block|flex|inline-flex|grid|print-none|print-block)$/, /^d-(sm|md|lg)-(none|block|flex)$/,
    /^(row|col|g-\d|gx-\d|gy-\d)$/, /^col-(auto|\d+)$/, /^col-(sm|md|lg|xl)(-(auto|\d+))?$/, /^row-(cols|deck|cards)/,
    /^[mp][tbsexy]?-(0|1|2|3|4|5|auto)$/, /^gap-[0-4]$/, /^flex-(row|column|wrap|fill|grow-1|shrink-0)$/,
    /^(justify-content|align-items)-(start|center|end|between|baseline)$/, /^(text)-(start|center|end|nowrap|truncate|break|secondary|muted|body)$/,
    /^fw-(normal|medium|bold)$/, /^(w|h)-(100|auto)$/, /^btn/, "list-unstyled", "list-inline", "list-inline-item", "small", "lead",
    /^form-(control|select|check|label|text|hint|fieldset|switch)/, "form-check-input", "form-check-label", /^input-(group|icon)/, "is-invalid", "invalid-feedback",
    /^table(-responsive|-sm|-vcenter|-striped|-hover|-nowrap)?$/, "card", "card-body", "card-header", "card-title", "card-footer", "card-table", "card-actions",
  ],
  greedy: [],
  variables: [/^--tblr-(body|border|primary|secondary|font|heading|link|bg-surface|danger|success|warning|info|btn|input|card|table|gutter|spacer|focus)/],
};
