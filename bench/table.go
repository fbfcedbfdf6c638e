package main

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
)

// table collects the lines of the result.
type table struct{ lines [][]string }

// info adds a reference: it has no goal.
func (t *table) info(name string, values []float64, unit string) {
	t.lines = append(t.lines, []string{name, number(median(values)) + unit, "", "", "", ""})
}

// ratio adds a measure and its share of the reference, round by round.
func (t *table) ratio(name string, values, references []float64, unit, of string, goal float64) {
	shares := make([]float64, len(values))
	for i := range values {
		shares[i] = values[i] / references[i]
	}
	share := median(shares)
	t.lines = append(t.lines, []string{
		name, number(median(values)) + unit, fmt.Sprintf("%.0f %% %s (%s%s)", 100*share, of, number(median(references)), unit),
		fmt.Sprintf("%.0f–%.0f %%", 100*slices.Min(shares), 100*slices.Max(shares)), fmt.Sprintf("≥ %.0f %%", 100*goal), verdict(share >= goal),
	})
}

// limit adds a measure that should stay below a goal.
func (t *table) limit(name string, values []float64, goal float64, unit string) {
	t.lines = append(t.lines, []string{
		name, number(median(values)) + unit, "", number(slices.Min(values)) + "–" + number(slices.Max(values)) + unit,
		"≤ " + number(goal) + unit, verdict(median(values) <= goal),
	})
}

func verdict(ok bool) string {
	if ok {
		return "reached"
	}
	return "not reached"
}

func (t *table) print(w io.Writer) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "measure\tmedian\tratio\tspread\tgoal\t")
	for _, l := range t.lines {
		for _, cell := range l {
			fmt.Fprint(tw, cell, "\t")
		}
		fmt.Fprintln(tw)
	}
	return tw.Flush()
}

func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

func number(v float64) string {
	if v < 100 {
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.0f", v)
}
