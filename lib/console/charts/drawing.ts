import { BarChart, FunnelChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { SVGRenderer } from 'echarts/renderers';

use([
  ...[BarChart, FunnelChart, LineChart, ScatterChart],
  ...[GridComponent, LegendComponent, MarkLineComponent, TooltipComponent],
  ...[LabelLayout, SVGRenderer],
]);

/** Makes a drawing, as SVG, that knows what the console's pictures are made of and no more. */
export function newDrawing(place: HTMLElement) {
  return init(place, null, { renderer: 'svg' });
}
