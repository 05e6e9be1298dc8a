export {};
//# sourceMappingURL=electron-main.d.ts.map