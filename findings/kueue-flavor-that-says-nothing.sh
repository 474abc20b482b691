#!/usr/bin/env bash
# kueue 0.19.2: a flavor that does not speak of a label takes the pods that select by it.
#
# Guess: a pod with the node selector `gpu-model: h100` gets the flavor whose nodes have that label. Kubernetes'
# scheduler puts no pod on a node that lacks a selected label; and earlier versions of Kueue compared by the keys of all
# flavors of a resource group, so that a flavor without the key did not match.
# What it does: each flavor is compared by its own keys alone. One that labels its nodes by something else
# (`reservation: team-a`) has nothing to object to, comes first in the queue, and is given; a pod that selects a
# model that no flavor has is admitted too. Kueue then adds the flavor's label to the pod's selector.
# Where it matters: the quota of the reservation is used up by pods that stay Pending, since no node has both
# labels, while the quota of the H100s lies idle. Nothing is rejected, so nothing is reported.
# Instead: let all flavors of a resource group bear the same keys, each with a value of its own; or taint the nodes
# and state the taint in the flavor, which is compared whatever the keys.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"os"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
	"sigs.k8s.io/controller-runtime/pkg/log"
	configapi "sigs.k8s.io/kueue/apis/config/v1beta2"
	kueue "sigs.k8s.io/kueue/apis/kueue/v1beta2"
	schdcache "sigs.k8s.io/kueue/pkg/cache/scheduler"
	"sigs.k8s.io/kueue/pkg/controller/core/indexer"
	"sigs.k8s.io/kueue/pkg/resources"
	"sigs.k8s.io/kueue/pkg/scheduler/flavorassigner"
	"sigs.k8s.io/kueue/pkg/workload"
)

const gpu = corev1.ResourceName("nvidia.com/gpu")

type labels = map[string]string

// flavorOf is the flavor that a queue with these flavors, in this order, gives a pod that selects nodes so.
func flavorOf(selector labels, flavors ...labels) string {
	ctx := context.Background()
	scheme := runtime.NewScheme()
	must(kueue.AddToScheme(scheme))
	must(corev1.AddToScheme(scheme))
	cluster := fake.NewClientBuilder().WithScheme(scheme).
		WithIndex(&kueue.LocalQueue{}, indexer.QueueClusterQueueKey, indexer.IndexQueueClusterQueue).
		WithIndex(&kueue.Workload{}, indexer.WorkloadClusterQueueKey, indexer.IndexWorkloadClusterQueue)
	cache := schdcache.New(cluster.Build())
	known := map[kueue.ResourceFlavorReference]*kueue.ResourceFlavor{}
	var quotas []kueue.FlavorQuotas
	for _, nodeLabels := range flavors {
		name := fmt.Sprint(nodeLabels)
		flavor := &kueue.ResourceFlavor{ObjectMeta: metav1.ObjectMeta{Name: name}, Spec: kueue.ResourceFlavorSpec{NodeLabels: nodeLabels}}
		known[kueue.ResourceFlavorReference(name)] = flavor
		cache.AddOrUpdateResourceFlavor(log.FromContext(ctx), flavor)
		quota := kueue.ResourceQuota{Name: gpu, NominalQuota: resource.MustParse("8")}
		quotas = append(quotas, kueue.FlavorQuotas{Name: kueue.ResourceFlavorReference(name), Resources: []kueue.ResourceQuota{quota}})
	}
	group := kueue.ResourceGroup{CoveredResources: []corev1.ResourceName{gpu}, Flavors: quotas}
	queue := &kueue.ClusterQueue{ObjectMeta: metav1.ObjectMeta{Name: "team"}, Spec: kueue.ClusterQueueSpec{
		ResourceGroups:    []kueue.ResourceGroup{group},
		NamespaceSelector: &metav1.LabelSelector{},
		QueueingStrategy:  kueue.BestEffortFIFO,
		FlavorFungibility: &kueue.FlavorFungibility{WhenCanBorrow: kueue.MayStopSearch, WhenCanPreempt: kueue.TryNextFlavor},
		Preemption:        &kueue.ClusterQueuePreemption{},
	}}
	must(cache.AddClusterQueue(ctx, queue))
	snapshot, err := cache.Snapshot(ctx)
	must(err)
	pod := corev1.PodSpec{NodeSelector: selector, Containers: []corev1.Container{{Name: "main", Resources: corev1.ResourceRequirements{
		Requests: corev1.ResourceList{gpu: resource.MustParse("1")},
	}}}}
	podSet := kueue.PodSet{Name: "main", Count: 1, Template: corev1.PodTemplateSpec{Spec: pod}}
	asked := workload.NewInfo(&kueue.Workload{Spec: kueue.WorkloadSpec{PodSets: []kueue.PodSet{podSet}}})
	assigner := flavorassigner.New(asked, snapshot.ClusterQueue("team"), known, false, nil, nil,
		configapi.QuotaCheckBlockUndeclared, resources.NewResourceFormatter(), 0)
	given := assigner.Assign(ctx, nil)
	if given.RepresentativeMode() != flavorassigner.Fit {
		return "none"
	}
	return string(given.PodSets[0].Flavors[gpu].Name)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func check(what, guess, seen, wanted string) {
	fmt.Printf("%s\n  guess: %s\n  seen:  %s\n", what, guess, seen)
	if seen != wanted {
		fmt.Println("  this has changed")
		os.Exit(1)
	}
}

func main() {
	reserved, h100, a100 := labels{"reservation": "team-a"}, labels{"gpu-model": "h100"}, labels{"gpu-model": "a100"}
	both := labels{"reservation": "team-a", "gpu-model": "a100"}
	check("selects h100", fmt.Sprint(h100), flavorOf(h100, reserved, h100), fmt.Sprint(reserved))
	check("selects b200, which no flavor has", "none", flavorOf(labels{"gpu-model": "b200"}, reserved, h100), fmt.Sprint(reserved))
	check("selects h100, all flavors say their model", fmt.Sprint(h100), flavorOf(h100, a100, both, h100), fmt.Sprint(h100))
}
GO
{
  go mod init finding
  go get sigs.k8s.io/kueue@v0.19.2
  go mod tidy
} >go.log 2>&1 || { cat go.log; exit 1; }
go list -m sigs.k8s.io/kueue
go run .
echo 'holds: a flavor that does not speak of a label takes the pods that select by it'
