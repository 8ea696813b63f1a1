"""The cluster: how long each job of each worker takes. Every duration of a simulation comes from here."""

from engine.cluster.cluster import Cluster as Cluster
