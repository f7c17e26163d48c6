// Imported before anything that makes a logger: tests that provoke faults would drown the reports in log lines.
process.env.POWERTOOLS_LOG_LEVEL ??= 'SILENT';
process.env.POWERTOOLS_METRICS_DISABLED ??= 'true';
