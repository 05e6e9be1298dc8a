import { LitElement } from "lit";
declare class LabeledField extends LitElement {
    copy?: string;
    label?: string;
    class?: string;
    static get styles(): import("lit").CSSResultGroup;
    static get compStyles(): import("lit").CSSResult;
    render(): import("lit-html").TemplateResult<1>;
}
export { LabeledField };
//# sourceMappingURL=labeled-field.d.ts.map