"""What may leave the building: which figures betray a few people, and copies that betray nobody."""
