// Imported before the first file of TypeScript, by whatever Node the machine has: one that can't run it says so in a
// line instead of a stack. On Linux, npm ci installs the project's own Node; it is missing where optional packages are
// left out.
if (!process.features.typescript) {
  console.error(
    `kaohe: 本机的 Node ${process.version} 不能直接运行 TypeScript，项目自带的 Node 也没有装上：请运行 npm ci --include=optional，或安装 Node 22.18 或更新的版本` +
      ` · Node ${process.version} can't run TypeScript, and the project's own Node is not installed: run npm ci --include=optional, or install Node 22.18 or newer`,
  );
  process.exit(1);
}
