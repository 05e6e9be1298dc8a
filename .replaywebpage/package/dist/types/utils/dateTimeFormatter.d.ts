export declare const dateTimeFormatter: Intl.DateTimeFormat;
export declare const dateFormatter: Intl.DateTimeFormat;
export declare const timeFormatter: Intl.DateTimeFormat;
//# sourceMappingURL=dateTimeFormatter.d.ts.map