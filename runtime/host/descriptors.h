/* What of a manager's descriptors can be carried into a VM: streams of bytes. */
#ifndef VRUN_DESCRIPTORS_H
#define VRUN_DESCRIPTORS_H

/* Prints a line for each descriptor from 3 on: "input", "output", "both", or "no " and what it is. Returns 0. */
int tell_descriptors(int count);

#endif
