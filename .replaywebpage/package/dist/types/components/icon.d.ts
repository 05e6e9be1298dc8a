import { LitElement } from "lit";
/**
 * Based on `<sl-icon>` but uses inline SVG.
 */
export declare class Icon extends LitElement {
    static styles: import("lit").CSSResult;
    /**
     * Raw SVG string
     */
    svg?: string;
    ariaHidden: string;
    render(): import("lit-html/directive.js").DirectiveResult<typeof import("lit-html/directives/unsafe-svg.js").UnsafeSVGDirective> | undefined;
}
//# sourceMappingURL=icon.d.ts.map