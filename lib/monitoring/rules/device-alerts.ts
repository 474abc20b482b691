import { alert, type AlertingRule } from './rule';

/**
 * Errors that a program most often causes itself: an illegal address, a page fault, a crash.
 * @see https://docs.nvidia.com/deploy/xid-errors/
 */
const CAUSED_BY_PROGRAMS = [13, 31, 43, 45, 68];

/** Whether GPUs work, and are worked with. */
export const DEVICE_ALERTS: readonly AlertingRule[] = [
  alert('GpuIdle', 'info', { expr: 'max_over_time(gpu:ds_gpu_utilisation:percent{tenant!="", pod!=""}[1h]) < 5 and on (UUID, pod) gpu:ds_gpu_utilisation:percent offset 1h', for: '30m' }, {
    summary: 'GPU {{ $labels.gpu }} of {{ $labels.Hostname }} has been idle for more than an hour in pod {{ $labels.tenant }}/{{ $labels.pod }}.',
    description: 'Nobody else can use it while the pod holds it.',
    runbook:
      '1. kubectl -n {{ $labels.tenant }} logs {{ $labels.pod }}: it may wait for data, or for the other pods of its job. ' +
      '2. Ask its owner to choose a size without GPUs, or to end it.',
  }),
  alert('GpuXidError', 'warning', { expr: `changes(gpu:ds_gpu_xid:last[30m]) > 0 and ${hardware()}`, for: '0m' }, {
    summary: 'GPU {{ $labels.gpu }} of {{ $labels.Hostname }} has reported an XID error.',
    description: 'The driver counts it among those that hardware or driver cause. Jobs on this GPU may fail or compute wrongly.',
    runbook:
      '1. dmesg on the node {{ $labels.Hostname }} names the error: grep NVRM. ' +
      '2. Look it up in NVIDIA\'s list of XID errors. 48, 63, 64, 74, 79, 94 and 95: kubectl cordon the node, let its jobs end, reset the GPU or replace it. ' +
      '3. If it comes back, send the GPU in.',
  }),
];

function hardware(): string {
  return ['gpu:ds_gpu_xid:last > 0', ...CAUSED_BY_PROGRAMS.map((code) => `gpu:ds_gpu_xid:last != ${code}`)].join(' and ');
}
