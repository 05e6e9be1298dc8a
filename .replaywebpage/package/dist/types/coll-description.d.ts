import { LitElement } from "lit";
export declare class CollectionDescription extends LitElement {
    static styles: import("lit").CSSResult[];
    value: string;
    render(): import("lit-html").TemplateResult;
}
//# sourceMappingURL=coll-description.d.ts.map